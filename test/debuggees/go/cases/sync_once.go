package main

import "sync"

func init() { cases["sync_once"] = syncOnce }

// Packages of the standard library defer too: what they hold runs like any other.
func syncOnce() {
	var o sync.Once
	defer use("mine")
	o.Do(func() {
		defer use("in once")
		pass() // stop
	})
}

/* want
Goroutine 1 · main.syncOnce.func1
  syncOnce.func1  :13
    1 use("in once")  :12  calls main.use
        _ any(string) = "in once" (literal)
  (*Once).doSlow  once.go
    2 o.done.Store(true)  once.go  calls atomic.(*Bool).Store
        o.done *atomic.Bool = false (reference)
        _  = true (literal)
    3 o.m.Unlock()  once.go  calls sync.(*Mutex).Unlock
        o.m *sync.Mutex = locked (reference)
  syncOnce  :11
    4 use("mine")  :10  calls main.use
        _ any(string) = "mine" (literal)
*/

/* want go1.24
Goroutine 1 · main.syncOnce.func1
  syncOnce.func1  :13
    1 use("in once")  :12  calls main.use
        _ any(string) = "in once" (literal)
  (*Once).doSlow  once.go
    2 o.done.Store(1)  once.go  calls atomic.(*Uint32).Store
        o.done *atomic.Uint32 = 0 (reference)
        _  = 1 (literal)
    3 o.m.Unlock()  once.go  calls sync.(*Mutex).Unlock
        o.m *sync.Mutex = locked (reference)
  syncOnce  :11
    4 use("mine")  :10  calls main.use
        _ any(string) = "mine" (literal)
*/

/* want go1.23
Goroutine 1 · main.syncOnce.func1
  syncOnce.func1  :13
    1 use("in once")  :12  calls main.use
        _ any(string) = "in once" (literal)
  (*Once).doSlow  once.go
    2 o.done.Store(1)  once.go  calls atomic.(*Uint32).Store
        o.done *atomic.Uint32 = 0 (reference)
        _  = 1 (literal)
    3 o.m.Unlock()  once.go  calls sync.(*Mutex).Unlock
        o.m *sync.Mutex = locked (reference)
  syncOnce  :11
    4 use("mine")  :10  calls main.use
        _ any(string) = "mine" (literal)
*/

/* want go1.21
Goroutine 1 · main.syncOnce.func1
  syncOnce.func1  :13
    1 use("in once")  :12  calls main.use
        _  = "in once" (literal)
  (*Once).doSlow  once.go
    2 atomic.StoreUint32(&o.done, 1)  once.go  calls atomic.StoreUint32
        &o.done  =  (unknown)
        _  = 1 (literal)
    3 o.m.Unlock()  once.go  calls sync.(*Mutex).Unlock
  syncOnce  :11
    4 use("mine")  :10  calls main.use
        _  = "mine" (literal)
info: This program was built with go1.21.13, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
