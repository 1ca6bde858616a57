package main

import (
	"errors"
	"fmt"
)

func init() {
	cases["results: a deferred call changes a named result"] = func() {
		f := func() (n int) {
			defer func() { n *= 2 }()
			return 21
		}
		fmt.Println(f())
	}
	cases["results: a bare return returns what was set"] = func() {
		f := func() (n int) {
			defer func() { n++ }()
			n = 5
			return
		}
		fmt.Println(f())
	}
	cases["results: an unnamed result is not reached"] = func() {
		f := func() int {
			n := 1
			defer func() { n = 100 }()
			return n
		}
		fmt.Println(f())
	}
	cases["results: each deferred call sees what the one before left"] = func() {
		f := func() (word string) {
			defer func() { word += "c" }()
			defer func() { word += "b" }()
			return "a"
		}
		fmt.Println(f())
	}
	cases["results: a recovered function returns its named result"] = func() {
		f := func() (err error) {
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("recovered: %v", r)
				}
			}()
			panic(errors.New("broken"))
		}
		fmt.Println(f())
	}
	cases["results: what was set before the panic stays"] = func() {
		f := func() (n int) {
			defer func() { recover() }()
			n = 7
			panic("after")
		}
		fmt.Println(f())
	}
	cases["results: a failure after return keeps the returned value once recovered"] = func() {
		f := func() (n int) {
			defer func() { fmt.Println("recovered", recover()) }()
			defer func() { panic("on the way out") }()
			return 3
		}
		fmt.Println(f())
	}
}
