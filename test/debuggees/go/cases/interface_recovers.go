package main

func init() { cases["interface_recovers"] = interfaceRecovers }

type rescuer interface{ Rescue(reason string) }

type (
	pointerRescuer   struct{ name string }
	valueRescuer     struct{ name string }
	bystanderRescuer struct{ name string }
)

func (b *pointerRescuer) Rescue(reason string)  { use(b.name, reason, recover()) }
func (b valueRescuer) Rescue(reason string)     { use(b.name, reason, recover()) }
func (b bystanderRescuer) Rescue(reason string) { use(b.name, reason) }

// What is called through an interface recovers or does not: its dynamic type decides.
func interfaceRecovers() {
	var first, second, third, fourth rescuer = &pointerRescuer{"pointer"}, valueRescuer{"value"}, bystanderRescuer{"none"}, &valueRescuer{"pointer to a value"}
	defer first.Rescue("a")
	defer second.Rescue("b")
	defer third.Rescue("c")
	defer fourth.Rescue("d")
	pass() // stop
}

/* want
Goroutine 1 · main.interfaceRecovers
  interfaceRecovers  :24
    1 fourth.Rescue("d")  :23  calls main.valueRescuer.Rescue  [can recover]
        fourth main.rescuer(*main.valueRescuer) = &{name: "pointer to a value"} (value)
        _  = "d" (literal)
    2 third.Rescue("c")  :22  calls main.bystanderRescuer.Rescue
        third main.rescuer(main.bystanderRescuer) = {name: "none"} (value)
        _  = "c" (literal)
    3 second.Rescue("b")  :21  calls main.valueRescuer.Rescue  [can recover]
        second main.rescuer(main.valueRescuer) = {name: "value"} (value)
        _  = "b" (literal)
    4 first.Rescue("a")  :20  calls main.(*pointerRescuer).Rescue  [can recover]
        first main.rescuer(*main.pointerRescuer) = &{name: "pointer"} (value)
        _  = "a" (literal)
*/

/* want go1.21
Goroutine 1 · main.interfaceRecovers
  interfaceRecovers  :24
    1 fourth.Rescue("d")  :23  calls fourth.Rescue
        _  = "d" (literal)
    2 third.Rescue("c")  :22  calls third.Rescue
        _  = "c" (literal)
    3 second.Rescue("b")  :21  calls second.Rescue
        _  = "b" (literal)
    4 first.Rescue("a")  :20  calls first.Rescue
        _  = "a" (literal)
info: This program was built with go1.21.13, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
