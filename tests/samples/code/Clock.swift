import Foundation

/// Keeps the time of one room.
actor Clock {
    private var ticks = 0

    /// Starts at a given tick.
    init(at start: Int) {
        ticks = start
    }

    // One more.
    func tick() -> Int {
        ticks += 1
        return ticks
    }
}

extension Clock {
    func reset() {}
}

protocol Chimes {
    func chime()
}
