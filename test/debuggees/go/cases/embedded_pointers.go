package main

import "io"

func init() { cases["embedded_pointers"] = embeddedPointers }

type base struct{ id int }

func (b *base) shut(reason string) {}
func (b base) log(n int)           {}

type middle struct{ *base }
type top struct {
	middle
	io.Closer
}

func embeddedPointers() {
	t := top{middle{&base{7}}, &R{"closer", 2}}
	defer t.shut("a")
	defer t.log(1)
	defer t.Close()
	defer t.middle.shut("b")
	shut := t.shut
	defer shut("c")
	t.middle.base = &base{8}
	t.Closer = nil
	pass() // stop
}

/* want
Goroutine 1 · main.embeddedPointers
  embeddedPointers  :28
    1 shut("c")  :25  calls main.(*base).shut
        _  = "c" (literal)
        _ *main.base = &{id: 7} (value)
    2 t.middle.shut("b")  :23  calls main.(*base).shut
        t.middle *main.base = &{id: 7} (value)
        _  = "b" (literal)
    3 t.Close()  :22  calls main.(*R).Close
        t io.Closer(*main.R) = &{Name: "closer", ID: 2} (value)
    4 t.log(1)  :21  calls main.base.log
        t main.base = {id: 7} (value)
        _  = 1 (literal)
    5 t.shut("a")  :20  calls main.(*base).shut
        t *main.base = &{id: 7} (value)
        _  = "a" (literal)
*/

/* want go1.22
Goroutine 1 · main.embeddedPointers
  embeddedPointers  :28
    1 shut("c")  :25  calls main.(*base).shut
        _  = "c" (literal)
    2 t.middle.shut("b")  :23  calls main.(*base).shut
        _  = "b" (literal)
    3 t.Close()  :22  calls t.Close
    4 t.log(1)  :21  calls main.base.log
        _  = 1 (literal)
    5 t.shut("a")  :20  calls main.(*base).shut
        _  = "a" (literal)
info: This program was built with go1.22.12, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
