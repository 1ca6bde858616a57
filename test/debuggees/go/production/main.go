// A program as it runs in production: built with optimization, attached to or dumped.
package main

import (
	"os"
	"runtime/debug"
	"time"
)

//go:noinline
func release(name string) { ran = append(ran, name) }

var ran []string

//go:noinline
func hold(mode string) {
	defer release("a")
	if mode != "" {
		defer release("b")
	}
	if mode == "never" {
		defer release("c")
	}
	end(mode) // held
}

//go:noinline
func end(mode string) {
	println("ready")
	for mode == "wait" {
		time.Sleep(time.Millisecond)
	}
	if mode == "crash" {
		panic("crash")
	}
	if mode == "beside" {
		select {}
	}
	var list []int
	println(list[len(mode)]) // error
}

//go:noinline
func other(mode string, ready chan int) {
	if mode == "never" {
		defer release("x")
	}
	defer release("y")
	close(ready)
	if mode == "beside" {
		end("crash")
	}
	<-make(chan int) // other
}

func main() {
	debug.SetTraceback("crash")
	ready := make(chan int)
	go other(os.Args[1], ready)
	<-ready
	hold(os.Args[1])
}
