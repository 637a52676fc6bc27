package harbour

/** A boat at its berth. */
data class Boat(val name: String) {
    // Casts off.
    fun leave(hour: Int): Boolean {
        return hour > 5
    }

    companion object {
        fun named(name: String) = Boat(name)
    }
}

/** All boats that float. */
fun afloat(boats: List<Boat>): List<Boat> {
    return boats.filter { it.leave(6) }
}
