package main

import "fmt"

func init() {
	cases["order: last in, first out"] = func() {
		defer fmt.Println("first")
		defer fmt.Println("second")
		defer fmt.Println("third")
		fmt.Println("body")
	}
	cases["order: each round of a loop registers one"] = func() {
		for i := 0; i < 4; i++ {
			defer fmt.Println("round", i)
		}
	}
	cases["order: only what was reached"] = func() {
		leave := func(early bool) {
			defer fmt.Println("always")
			if early {
				return
			}
			defer fmt.Println("only late")
		}
		leave(true)
		leave(false)
	}
	cases["order: a nested function's run before the outer's go on"] = func() {
		defer fmt.Println("outer deferred")
		func() {
			defer fmt.Println("inner deferred")
			fmt.Println("inner body")
		}()
		fmt.Println("outer body")
	}
	cases["order: a deferred call has deferred calls of its own"] = func() {
		defer fmt.Println("last")
		defer func() {
			defer fmt.Println("deferred in deferred")
			fmt.Println("deferred")
		}()
	}
}
