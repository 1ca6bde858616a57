package main

import (
	"os"
	"runtime"
	"strconv"
)

func init() { cases["crowd"] = crowd }

// Many goroutines that wait, with two deferred calls each: `crowd 2000`.
func crowd() {
	count := 100
	if len(os.Args) > 2 {
		count, _ = strconv.Atoi(os.Args[2])
	}
	never, ready := make(chan int), make(chan int)
	for i := 0; i < count; i++ {
		go func(n int) {
			defer use("crowd", n)
			defer pass()
			ready <- n
			<-never
		}(i)
	}
	for i := 0; i < count; i++ {
		<-ready
	}
	runtime.Gosched()
	pass() // page
}
