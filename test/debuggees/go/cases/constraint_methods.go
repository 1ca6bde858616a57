package main

import "io"

func init() {
	cases["constraint_methods"] = func() {
		constraintMethods(resource{"r", 1 << 62})
		throughPointers()
	}
}

type releasable[T any] interface {
	*T
	Release(reason string) error
}

type resource struct {
	name string
	size int64
}

func (r *resource) Release(reason string) error { return nil }

// A method of a type argument is called through the dictionary of the generic function.
func constraintMethods[T any, P releasable[T]](value T) {
	p := P(&value)
	reason := "generic"
	defer p.Release(reason)
	defer p.Release("constant")
	reason = "changed"
	pass() // stop
}

type output struct{ io.Writer }

type discard struct{ id int }

func (discard) Write([]byte) (int, error) { return 0, nil }

func throughPointers() {
	o := &output{discard{1}}
	p := &o
	defer (*p).Write([]byte{1, 2})
	defer (**p).Writer.Write([]byte("text"))
	o.Writer = discard{2}
	pass() // stop pointers
}

/* want
Goroutine 1 · main.constraintMethods[struct { main.name string; main.size…
  constraintMethods[struct { main.name string; main.size int6…  :31
    1 p.Release("constant")  :29  calls main.(*resource).Release
        p *main.resource = &{name: "r", size: 4611686018427387904} (value)
        _  = "constant" (literal)
    2 p.Release("generic")  :28  calls main.(*resource).Release
        p *main.resource = &{name: "r", size: 4611686018427387904} (value)
        reason string = "generic" (value)
*/

/* want pointers
Goroutine 1 · main.throughPointers
  throughPointers  :46
    1 (**p).Writer.Write([]byte("text"))  :44  calls main.discard.Write
        (**p).Writer io.Writer(main.discard) = {id: 1} (value)
        []byte("text") []uint8 = [116,101,120,116] (value)
    2 (*p).Write([]byte{1, 2})  :43  calls main.discard.Write
        (*p) io.Writer(main.discard) = {id: 1} (value)
        _  = []byte{1, 2} (literal)
*/

/* want go1.22
Goroutine 1 · main.constraintMethods[struct { main.name string; main.size…
  constraintMethods[struct { main.name string; main.size int6…  :31
    1 p.Release("constant")  :29  calls main.(*resource).Release
        _  = "constant" (literal)
    2 p.Release(reason)  :28  calls main.(*resource).Release
        reason  =  (unknown)
info: This program was built with go1.22.12, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/

/* want pointers go1.22
Goroutine 1 · main.throughPointers
  throughPointers  :46
    1 (**p).Writer.Write([]byte("text"))  :44  calls (**p).Writer.Write
        []byte("text")  =  (unknown)
    2 (*p).Write([]byte{1, 2})  :43  calls (*p).Write
        _  =  (unknown)
info: This program was built with go1.22.12, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
