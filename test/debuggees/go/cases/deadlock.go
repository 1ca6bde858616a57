package main

import "sync"

func init() { cases["deadlock"] = deadlock }

// Ends with "all goroutines are asleep": the debugger stops there by itself.
func deadlock() {
	var mu sync.Mutex
	ch := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		ch <- 1
		ch <- 2
	}()
	defer use("main")
	<-ch
	mu.Lock()
	defer mu.Unlock()
	<-ch
}
