package main

import "time"

func init() { cases["waiting"] = waiting }

// Goes round and round for a debugger that is attached while it runs.
func waiting() {
	text := "held"
	defer use(text, 1)
	text = "changed"
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
		use() // attached
	}
}
