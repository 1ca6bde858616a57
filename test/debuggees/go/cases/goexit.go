package main

import (
	"runtime"
	"sync"
)

func init() { cases["goexit"] = goexit }

func goexit() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer use("g1")
		defer func() {
			pass() // stop
		}()
		runtime.Goexit()
	}()
	wg.Wait()
}

/* want
Goroutine N · main.goexit.func1.1 · Goexit
  goexit.func1  :19
    now func() { … }()  :16  calls main.goexit.func1.1
    1 use("g1")  :15  calls main.use
        _ any(string) = "g1" (literal)
    2 wg.Done()  :14  calls sync.(*WaitGroup).Done
        wg *sync.WaitGroup = 1 not done (reference)
*/
