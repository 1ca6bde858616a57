package main

import "runtime"

func init() { cases["goexit_in_deferred"] = goexitInDeferred }

// Goexit in a deferred call ends the panic that has run it.
func goexitInDeferred() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() {
			use(recover())
			pass() // stop
		}()
		defer runtime.Goexit()
		defer use("first")
		panic("dropped")
	}()
	<-done
}

/* want
Goroutine N · main.goexitInDeferred.func1.1 · Goexit · panicking: "dropped"
  goexitInDeferred.func1  :18
    now func() { … }()  :12  calls main.goexitInDeferred.func1.1  [can recover]
    1 close(done)  :11  calls close
        done chan bool = 0/0 (value)
*/
