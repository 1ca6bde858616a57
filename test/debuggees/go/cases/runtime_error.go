package main

func init() { cases["runtime_error"] = runtimeError }

func runtimeError() {
	defer func() {
		pass() // stop
		recover()
	}()
	var r *R
	r.Name = "x"
}

/* want
Goroutine 1 · main.runtimeError.func1 · panicking: runtime.errorString "invalid memory address or nil pointer dereference"
  runtimeError  :11
    now func() { … }()  :6  calls main.runtimeError.func1  [can recover]
*/
