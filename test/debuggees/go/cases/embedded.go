package main

import "sync"

func init() { cases["embedded"] = embedded }

type guarded struct {
	sync.Mutex
	*R
	name string
}

func embedded() {
	g := &guarded{R: &R{"inner", 1}, name: "g"}
	g.Lock()
	defer g.Unlock()
	defer g.Close()
	defer g.Val(1, "x")
	g.R = &R{"other", 2}
	pass() // stop
}

/* want
Goroutine 1 · main.embedded
  embedded  :20
    1 g.Val(1, "x")  :18  calls main.R.Val
        g main.R = {Name: "inner", ID: 1} (value)
        _  = 1 (literal)
        _  = "x" (literal)
    2 g.Close()  :17  calls main.(*R).Close
        g *main.R = &{Name: "inner", ID: 1} (value)
    3 g.Unlock()  :16  calls sync.(*Mutex).Unlock
        g *sync.Mutex = locked (reference)
*/

/* want go1.23
Goroutine 1 · main.embedded
  embedded  :20
    1 g.Val(1, "x")  :18  calls main.R.Val
        g main.R = {Name: "inner", ID: 1} (value)
        _  = 1 (literal)
        _  = "x" (literal)
    2 g.Close()  :17  calls main.(*R).Close
        g *main.R = &{Name: "inner", ID: 1} (value)
    3 g.Unlock()  :16  calls sync.(*Mutex).Unlock
        g *sync.Mutex = locked (reference)
*/
