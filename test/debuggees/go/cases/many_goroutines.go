package main

import (
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

func init() { cases["many_goroutines"] = manyGoroutines }

// Starts as many goroutines as its argument says, with two calls deferred in each; they wait until it ends.
func manyGoroutines() {
	count, _ := strconv.Atoi(os.Args[2])
	end := make(chan bool)
	var ready, done sync.WaitGroup
	for id := range count {
		ready.Add(1)
		done.Add(1)
		go waiter(id, &ready, &done, end)
	}
	ready.Wait()
	for range 3 {
		runtime.GC()
		time.Sleep(30 * time.Millisecond)
		pass() // listed
	}
	close(end)
	done.Wait()
}

func waiter(id int, ready, done *sync.WaitGroup, end chan bool) {
	defer done.Done()
	defer use("waiter", id)
	ready.Done()
	<-end
}
