module Orbit

"""A body that moves."""
mutable struct Body
    mass::Float64
end

# Moves it on.
function step!(body::Body, dt)
    body.mass * dt
end

end
