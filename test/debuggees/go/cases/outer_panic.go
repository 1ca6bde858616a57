package main

func init() { cases["outer_panic"] = outerPanic }

// A panic in an inner function runs the deferred calls of the outer ones while their callees' frames are still there.
func outerPanic() {
	defer func() { recover() }()
	defer func() {
		pass() // stop
	}()
	failing()
}

func failing() {
	defer use("failing")
	panic(42)
}

/* want
Goroutine 1 · main.outerPanic.func2 · panicking: 42
  outerPanic  :11
    now func() { … }()  :8  calls main.outerPanic.func2
    1 func() { recover() }()  :7  calls main.outerPanic.func1  [can recover]
*/
