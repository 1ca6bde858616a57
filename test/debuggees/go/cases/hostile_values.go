package main

import "strings"

func init() { cases["hostile_values"] = hostileValues }

type hostile struct {
	Name  string
	Bytes []byte
}

// What a program holds is shown as it is, and does nothing to who shows it.
func hostileValues() {
	markdown := "[click](command:workbench.action.quit) **bold** `code` <img src=x onerror=alert(1)>"
	control := "\x1b[31mred\x00\a\r\n\u202etxt.exe\u2066"
	invalid := "\xff\xfe"
	huge := strings.Repeat("a\u202e\x00", 300_000)
	defer use(markdown)
	defer use(control, invalid)
	defer use(huge)
	defer use(hostile{markdown, []byte(control)})
	defer func() { use(huge, control) }()
	defer use(uint64(1<<64-1), int64(-1<<63), uint64(1<<53+1), uintptr(1<<63))
	big := uint64(1<<64 - 1)
	low := int64(-1 << 63)
	defer func() { use(big, low) }()
	pass() // stop
}

/* want
Goroutine 1 · main.hostileValues
  hostileValues  :27
    1 func() { use(big, low) }()  :26  calls main.hostileValues.func2
        big uint64 = 18446744073709551615 (value)
        low int64 = -9223372036854775808 (value)
    2 use(uint64(1<<64-1), int64(-1<<63), uint64(1<<53+1), uintpt…  :23  calls main.use
        uint64(1<<64-1) any(uint64) = 18446744073709551615 (value)
        int64(-1<<63) any(int64) = -9223372036854775808 (value)
        uint64(1<<53+1) any(uint64) = 9007199254740993 (value)
        uintptr(1<<63) any(uintptr) = 9223372036854775808 (value)
    3 func() { use(huge, control) }()  :22  calls main.hostileValues.func1
        control string = "\x1b[31mred\x00\a\r\n\u202etxt.exe\u2066" (value)
        huge string = "a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\… (value)
    4 use(hostile{markdown, []byte(control)})  :21  calls main.use
        hostile{markdown, []byte(control)} any(main.hostile) = {Name: "[click](command:workbench.action.quit) **bold** `code` <img src=x onerror=alert(1)>", Bytes: [27,91,51,49,109,114,101,100,0,7,13,10,226,128,174,116,120,116,46,101,120,101,226,129,166]} (value)
    5 use(huge)  :20  calls main.use
        huge any(string) = "a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u202e\x00a\u... (value)
    6 use(control, "\xff\xfe")  :19  calls main.use
        control any(string) = "\x1b[31mred\x00\a\r\n\u202etxt.exe\u2066" (value)
        invalid any(string) = "\xff\xfe" (value)
    7 use(markdown)  :18  calls main.use
        markdown any(string) = "[click](command:workbench.action.quit) **bold** `code` <img src=x onerror=alert(1)>" (value)
*/
