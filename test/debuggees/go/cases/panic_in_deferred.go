package main

import "errors"

func init() { cases["panic_in_deferred"] = panicInDeferred }

func panicInDeferred() {
	defer func() { recover() }()
	defer func() {
		defer func() {
			pass() // stop
		}()
		panic(errors.New("second"))
	}()
	panic("first")
}

/* want
Goroutine 1 · main.panicInDeferred.func2.1 · panicking: *errors.errorString &{s: "second"} · panicking: "first"
  panicInDeferred.func2  :13
    now func() { … }()  :10  calls main.panicInDeferred.func2.1
  panicInDeferred  :15
    now func() { … }()  :9  calls main.panicInDeferred.func2
    1 func() { recover() }()  :8  calls main.panicInDeferred.func1  [can recover]
*/
