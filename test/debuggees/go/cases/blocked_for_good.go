package main

import (
	"sync"
	"time"
)

func init() { cases["blocked_for_good"] = blockedForGood }

// What each of these waits for never comes, but only of some can that be known.
func blockedForGood() {
	var none, neither chan int
	alone := make(chan int)
	go func() {
		defer use("send to none")
		none <- 1
	}()
	go func() {
		defer use("two channels, neither is there")
		select {
		case <-none:
		case neither <- 1:
		}
	}()
	go func() {
		defer use("one channel, which is there")
		select {
		case <-none:
		case <-alone:
		}
	}()
	var mu sync.Mutex
	go func() {
		mu.Lock()
		defer mu.Unlock()
		mu.Lock()
	}()
	time.Sleep(50 * time.Millisecond)
	pass() // stop
}

/* want
Goroutine 1 · main.blockedForGood
Goroutine N · main.blockedForGood.func1 · blocked: chan send (nil chan)
  blockedForGood.func1  :16
    1 use("send to none")  :15  calls main.use
        _ any(string) = "send to none" (literal)
Goroutine N · main.blockedForGood.func2 · blocked: select
  blockedForGood.func2  :20
    1 use("two channels, neither is there")  :19  calls main.use
        _ any(string) = "two channels, neither is there" (literal)
Goroutine N · main.blockedForGood.func3 · blocked: select
  blockedForGood.func3  :27
    1 use("one channel, which is there")  :26  calls main.use
        _ any(string) = "one channel, which is there" (literal)
Goroutine N · main.blockedForGood.func4 · blocked: sync.Mutex.Lock
  blockedForGood.func4  :36
    1 mu.Unlock()  :35  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked, 1 waiting (reference)
warning: Goroutine N · main.blockedForGood.func1 waits forever (chan send (nil chan)): its deferred call may never run  :16
warning: Goroutine N · main.blockedForGood.func2 waits forever (select): its deferred call may never run  :20
*/

/* want go1.23
Goroutine 1 · main.blockedForGood
Goroutine N · main.blockedForGood.func1 · blocked: chan send (nil chan)
  blockedForGood.func1  :16
    1 use("send to none")  :15  calls main.use
        _ any(string) = "send to none" (literal)
Goroutine N · main.blockedForGood.func2 · blocked: select
  blockedForGood.func2  :20
    1 use("two channels, neither is there")  :19  calls main.use
        _ any(string) = "two channels, neither is there" (literal)
Goroutine N · main.blockedForGood.func3 · blocked: select
  blockedForGood.func3  :27
    1 use("one channel, which is there")  :26  calls main.use
        _ any(string) = "one channel, which is there" (literal)
Goroutine N · main.blockedForGood.func4 · blocked: sync.Mutex.Lock
  blockedForGood.func4  :36
    1 mu.Unlock()  :35  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked, 1 waiting (reference)
warning: Goroutine N · main.blockedForGood.func1 waits forever (chan send (nil chan)): its deferred call may never run  :16
warning: Goroutine N · main.blockedForGood.func2 waits forever (select): its deferred call may never run  :20
*/
