package main

import (
	"os"
	"strconv"
)

func init() { cases["many"] = many }

// A scope that holds more than one page: `many 10000`.
func many() {
	count := 1000
	if len(os.Args) > 2 {
		count, _ = strconv.Atoi(os.Args[2])
	}
	for i := range count {
		defer use("loop", i)
	}
	pass() // page
}
