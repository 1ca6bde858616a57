package main

import "fmt"

func init() {
	cases["closures: see variables as they are when they run"] = func() {
		x := 1
		defer func() { fmt.Println("deferred", x) }()
		x = 2
	}
	cases["closures: one variable for each round of a loop"] = func() {
		for i := 0; i < 3; i++ {
			defer func() { fmt.Println("round", i) }()
		}
	}
	cases["closures: share what they close over"] = func() {
		count := 0
		defer func() { fmt.Println("count", count) }()
		for i := 0; i < 3; i++ {
			defer func() { count++ }()
		}
	}
}
