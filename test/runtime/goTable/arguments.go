package main

import "fmt"

type account struct{ balance int }

func (a account) show(word string)    { fmt.Println(word, a.balance) }
func (a *account) follow(word string) { fmt.Println(word, a.balance) }

func init() {
	cases["arguments: evaluated at the defer statement"] = func() {
		x := 1
		defer fmt.Println("deferred", x)
		x = 2
		fmt.Println("body", x)
	}
	cases["arguments: a call among them is made at once"] = func() {
		trace := func(word string) string {
			fmt.Println("enter", word)
			return word
		}
		defer fmt.Println(trace("a"), trace("b"))
		fmt.Println("body")
	}
	cases["arguments: the function itself is evaluated at once"] = func() {
		f := func() { fmt.Println("old") }
		defer f()
		f = func() { fmt.Println("new") }
		f()
	}
	cases["arguments: a pointer's target may still change"] = func() {
		a := account{1}
		defer a.show("copy")
		defer a.follow("pointer")
		a.balance = 2
	}
	cases["arguments: the call before the last is made at once"] = func() {
		start := func(word string) func(string) {
			fmt.Println("start", word)
			return func(end string) { fmt.Println(end, word) }
		}
		defer start("work")("end")
		fmt.Println("body")
	}
}
