package main

import (
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

func init() {
	cases["sleeper"] = sleeper
	cases["stubborn"] = func() {
		signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		sleeper()
	}
}

// Says that it runs, and runs on: for what ends a program from outside.
func sleeper() {
	name := filepath.Join(os.Args[2], "started")
	os.WriteFile(name+".new", []byte(strconv.Itoa(os.Getpid())), 0o600)
	os.Rename(name+".new", name)
	time.Sleep(time.Minute)
}
