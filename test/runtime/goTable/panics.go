package main

import (
	"errors"
	"fmt"
)

func init() {
	cases["panics: a string nobody recovers"] = func() {
		defer fmt.Println("deferred")
		panic("A")
	}
	cases["panics: an error nobody recovers"] = func() {
		panic(errors.New("disk full"))
	}
	cases["panics: a number"] = func() {
		panic(42)
	}
	cases["panics: words in two lines"] = func() {
		panic("one\ntwo")
	}
	cases["panics: one more on the way"] = func() {
		defer fmt.Println("last")
		defer func() { panic("B") }()
		panic("A")
	}
	cases["panics: two more on the way"] = func() {
		defer func() { panic(errors.New("C")) }()
		defer func() { panic("B") }()
		panic(errors.New("A"))
	}
	cases["panics: only in a deferred call"] = func() {
		defer func() { panic("B") }()
		fmt.Println("body")
	}
	cases["panics: chains of nested functions join"] = func() {
		defer func() { panic("C") }()
		func() {
			defer func() { panic("B") }()
			panic("A")
		}()
	}
	cases["panics: a deferred call fails with a chain of its own"] = func() {
		defer func() {
			defer func() { panic("C") }()
			panic("B")
		}()
		panic("A")
	}
	cases["panics: in a deferred call after it recovered"] = func() {
		defer func() {
			fmt.Println("recovered", recover())
			panic("B")
		}()
		panic("A")
	}
	cases["panics: the recovered value again"] = func() {
		defer func() {
			r := recover()
			fmt.Println("recovered", r)
			panic(r)
		}()
		panic("A")
	}
	cases["panics: recovered and panicked anew, then one more"] = func() {
		defer func() { panic("C") }()
		defer func() {
			recover()
			panic("B")
		}()
		panic("A")
	}
	cases["panics: a runtime error nobody recovers"] = func() {
		list := []int{1, 2, 3}
		i := 5
		fmt.Println(list[i])
	}
}
