// Command workers has goroutines that wait, one of them for ever, while a job panics and is recovered.
package main

import (
	"errors"
	"fmt"
	"sync"
)

func worker(id int, ready *sync.WaitGroup, jobs <-chan string) {
	defer fmt.Println("worker", id, "has stopped")
	ready.Done()
	for job := range jobs {
		fmt.Println(job)
	}
}

func wait(ready *sync.WaitGroup) {
	var lock sync.Mutex
	lock.Lock()
	defer lock.Unlock()
	defer fmt.Println("nobody will read this")
	ready.Done()
	select {}
}

func release(job string) { fmt.Println("released", job) }

func run(job string) (err error) {
	defer fmt.Println("finished", job)
	defer func() {
		if reason := recover(); reason != nil {
			err = errors.Join(err, fmt.Errorf("%s: %v", job, reason)) // recovered
		}
	}()
	defer func() {
		release(job) // panicking
	}()
	panic("no such job")
}

func main() {
	jobs := make(chan string)
	defer close(jobs)
	var ready sync.WaitGroup
	ready.Add(3)
	go worker(1, &ready, jobs)
	go worker(2, &ready, jobs)
	go wait(&ready)
	ready.Wait()
	settle()
	err := run("sort") // stop here
	fmt.Println(err)
}
