package main

import "fmt"

func init() {
	cases["recover: stops the panic"] = func() {
		func() {
			defer func() { fmt.Println("recovered", recover()) }()
			panic("boom")
		}()
		fmt.Println("goes on")
	}
	cases["recover: nil when nothing panics"] = func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println("body")
	}
	cases["recover: nil in the body"] = func() {
		fmt.Println(recover())
	}
	cases["recover: nil the second time"] = func() {
		defer func() { fmt.Println(recover(), recover()) }()
		panic("once")
	}
	cases["recover: nil in a deferred call that runs after the one that recovered"] = func() {
		defer func() { fmt.Println("later", recover()) }()
		defer func() { fmt.Println("sooner", recover()) }()
		panic("boom")
	}
	cases["recover: nil in a function that the deferred one calls"] = func() {
		defer func() {
			func() { fmt.Println("nested", recover()) }()
		}()
		panic("goes on")
	}
	cases["recover: nil in the deferred call of a function that the deferred one calls"] = func() {
		defer func() {
			func() {
				defer func() { fmt.Println("nested", recover()) }()
			}()
		}()
		panic("goes on")
	}
	cases["recover: the other deferred calls still run"] = func() {
		func() {
			defer fmt.Println("last")
			defer func() { recover() }()
			defer fmt.Println("first")
			panic("boom")
		}()
		fmt.Println("goes on")
	}
	cases["recover: a panic from three calls below"] = func() {
		var dive func(int)
		dive = func(n int) {
			defer fmt.Println("leave", n)
			if n == 3 {
				panic(fmt.Sprint("at ", n))
			}
			dive(n + 1)
		}
		func() {
			defer func() { fmt.Println("recovered", recover()) }()
			dive(1)
		}()
	}
	cases["recover: a runtime error"] = func() {
		defer func() { fmt.Println("recovered", recover()) }()
		list := []int{1, 2, 3}
		i := 5
		fmt.Println(list[i])
	}
	cases["recover: the panic of a deferred call's own work leaves the outer one alone"] = func() {
		defer func() {
			func() {
				defer func() { fmt.Println("inner", recover()) }()
				panic("inner")
			}()
		}()
		panic("outer")
	}
	cases["recover: gets the newest"] = func() {
		defer func() { fmt.Println("recovered", recover()) }()
		defer func() { panic("B") }()
		panic("A")
	}
	cases["recover: gets the newest of a chain from below"] = func() {
		defer func() { fmt.Println("recovered", recover()) }()
		func() {
			defer func() { panic("B") }()
			panic("A")
		}()
	}
	cases["recover: again after a new panic"] = func() {
		defer func() { fmt.Println("outer", recover()) }()
		defer func() {
			fmt.Println("inner", recover())
			panic("B")
		}()
		panic("A")
	}
}
