package main

func init() { cases["shadowed_runtime"] = shadowedRuntime }

// Names that the expressions of a debugger's client use too.
func shadowedRuntime() {
	runtime := struct{ curg int }{7}
	uintptr := "uintptr"
	len := 3
	defer use(runtime.curg, uintptr, len)
	defer func() { use(runtime, len) }()
	pass() // stop
}

/* want
Goroutine 1 · main.shadowedRuntime
  shadowedRuntime  :12
    1 func() { use(runtime, len) }()  :11  calls main.shadowedRuntime.func1
        len int = 3 (value)
        runtime struct { curg int } = {curg: 7} (value)
    2 use(7, "uintptr", 3)  :10  calls main.use
        runtime.curg any(int) = 7 (value)
        uintptr any(string) = "uintptr" (value)
        len any(int) = 3 (value)
*/
