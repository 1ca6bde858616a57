package main

import (
	"os"
	"strconv"
)

func init() { cases["deep"] = deep }

func deep() {
	count, _ := strconv.Atoi(os.Args[2])
	descend(count - 1)
}

//go:noinline
func descend(left int) {
	defer use(left)
	if left == 0 {
		pass() // page
		return
	}
	descend(left - 1)
}
