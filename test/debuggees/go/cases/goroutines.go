package main

import (
	"sync"
	"time"
)

func init() { cases["goroutines"] = goroutines }

func goroutines() {
	var mu sync.Mutex
	ch := make(chan int)
	for i := range 2 {
		go func() {
			defer mu.Unlock()
			defer use("receiver", i)
			mu.Lock()
			<-ch
		}()
		time.Sleep(20 * time.Millisecond)
	}
	go func() {
		defer use("never")
		select {}
	}()
	go func() {
		// Holds nothing: it is not listed.
		<-ch
	}()
	time.Sleep(50 * time.Millisecond)
	defer use("main")
	pass() // stop
}

/* want
Goroutine 1 · main.goroutines
  goroutines  :32
    1 use("main")  :31  calls main.use
        _ any(string) = "main" (literal)
Goroutine N · main.goroutines.func1 · blocked: chan receive
  goroutines.func1  :18
    1 use("receiver", 0)  :16  calls main.use
        _ any(string) = "receiver" (literal)
        i any(int) = 0 (value)
    2 mu.Unlock()  :15  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked, 1 waiting (reference)
Goroutine N · main.goroutines.func1 · blocked: sync.Mutex.Lock
  goroutines.func1  :17
    1 use("receiver", 1)  :16  calls main.use
        _ any(string) = "receiver" (literal)
        i any(int) = 1 (value)
    2 mu.Unlock()  :15  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked, 1 waiting (reference)
Goroutine N · main.goroutines.func2 · blocked: select (no cases)
  goroutines.func2  :24
    1 use("never")  :23  calls main.use
        _ any(string) = "never" (literal)
warning: Goroutine N · main.goroutines.func2 waits forever (select (no cases)): its deferred call may never run  :24
*/

/* want go1.23
Goroutine 1 · main.goroutines
  goroutines  :32
    1 use("main")  :31  calls main.use
        _ any(string) = "main" (literal)
Goroutine N · main.goroutines.func1 · blocked: chan receive
  goroutines.func1  :18
    1 use("receiver", 0)  :16  calls main.use
        _ any(string) = "receiver" (literal)
        i any(int) = 0 (value)
    2 mu.Unlock()  :15  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked, 1 waiting (reference)
Goroutine N · main.goroutines.func1 · blocked: sync.Mutex.Lock
  goroutines.func1  :17
    1 use("receiver", 1)  :16  calls main.use
        _ any(string) = "receiver" (literal)
        i any(int) = 1 (value)
    2 mu.Unlock()  :15  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked, 1 waiting (reference)
Goroutine N · main.goroutines.func2 · blocked: select (no cases)
  goroutines.func2  :24
    1 use("never")  :23  calls main.use
        _ any(string) = "never" (literal)
warning: Goroutine N · main.goroutines.func2 waits forever (select (no cases)): its deferred call may never run  :24
*/
