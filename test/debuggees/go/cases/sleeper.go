package main

import (
	"os"
	"path/filepath"
	"strconv"
	"time"
)

func init() { cases["sleeper"] = sleeper }

// Says that it runs, and runs on: for what ends a program from outside.
func sleeper() {
	name := filepath.Join(os.Args[2], "started")
	os.WriteFile(name+".new", []byte(strconv.Itoa(os.Getpid())), 0o600)
	os.Rename(name+".new", name)
	time.Sleep(time.Minute)
}
