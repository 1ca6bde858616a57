package main

import "time"

// settle gives the others the time to get where they wait.
func settle() { time.Sleep(200 * time.Millisecond) }
