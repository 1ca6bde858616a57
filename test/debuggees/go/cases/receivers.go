package main

import (
	"io"
	"sync"
)

func init() { cases["receivers"] = receivers }

type R struct {
	Name string
	ID   int
}

func (r *R) Close() error       { return nil }
func (r R) Val(a int, b string) {}

type nopCloser struct{ tag string }

func (n nopCloser) Close() error { return nil }

func receivers() {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	r := &R{"db", 7}
	defer r.Close()
	x := 42
	rv := R{"v", 9}
	defer rv.Val(x, "lit")
	rv.Name = "z"
	m := r.Close
	defer m()
	var c io.Closer = nopCloser{"z"}
	defer c.Close()
	var p io.Closer = r
	defer p.Close()
	pass() // stop
	use(rv)
}

/* want
Goroutine 1 · main.receivers
  receivers  :38
    1 p.Close()  :37  calls main.(*R).Close
        p io.Closer(*main.R) = &{Name: "db", ID: 7} (value)
    2 c.Close()  :35  calls main.nopCloser.Close
        c io.Closer(main.nopCloser) = {tag: "z"} (value)
    3 m()  :33  calls main.(*R).Close
        _ *main.R = &{Name: "db", ID: 7} (value)
    4 rv.Val(42, "lit")  :30  calls main.R.Val
        rv main.R = {Name: "v", ID: 9} (value)
        x int = 42 (value)
        _  = "lit" (literal)
    5 r.Close()  :27  calls main.(*R).Close
        r *main.R = &{Name: "db", ID: 7} (value)
    6 mu.Unlock()  :25  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked (reference)
*/

/* want go1.23
Goroutine 1 · main.receivers
  receivers  :38
    1 p.Close()  :37  calls main.(*R).Close
        p io.Closer(*main.R) = &{Name: "db", ID: 7} (value)
    2 c.Close()  :35  calls main.nopCloser.Close
        c io.Closer(main.nopCloser) = {tag: "z"} (value)
    3 m()  :33  calls main.(*R).Close
        _ *main.R = &{Name: "db", ID: 7} (value)
    4 rv.Val(42, "lit")  :30  calls main.R.Val
        rv main.R = {Name: "v", ID: 9} (value)
        x int = 42 (value)
        _  = "lit" (literal)
    5 r.Close()  :27  calls main.(*R).Close
        r *main.R = &{Name: "db", ID: 7} (value)
    6 mu.Unlock()  :25  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked (reference)
*/

/* want go1.21
Goroutine 1 · main.receivers
  receivers  :38
    1 p.Close()  :37  calls p.Close
    2 c.Close()  :35  calls c.Close
    3 m()  :33  calls main.(*R).Close
    4 rv.Val(x, "lit")  :30  calls main.R.Val
        x  =  (unknown)
        _  = "lit" (literal)
    5 r.Close()  :27  calls main.(*R).Close
    6 mu.Unlock()  :25  calls sync.(*Mutex).Unlock
info: This program was built with go1.21.13, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
