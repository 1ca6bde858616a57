package main

import (
	"runtime"
	"time"
)

func init() { cases["goexit_beside"] = goexitBeside }

// A goroutine beside the paused one ends by Goexit, and waits in one of its deferred calls.
func goexitBeside() {
	out := make(chan bool)
	defer close(out)
	go func() {
		defer use("after")
		defer func() { <-out }()
		runtime.Goexit()
	}()
	time.Sleep(50 * time.Millisecond)
	pass() // stop
}

/* want
Goroutine 1 · main.goexitBeside
  goexitBeside  :20
    1 close(out)  :13  calls close
        out chan bool = 0/0 (value)
Goroutine N · main.goexitBeside.func1 · blocked: chan receive · Goexit
  goexitBeside.func1  :17
    now func() { <-out }()  :16  calls main.goexitBeside.func1.1
        out chan bool = 0/0 (value)
    1 use("after")  :15  calls main.use
        _ any(string) = "after" (literal)
*/
