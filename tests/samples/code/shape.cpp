#include <string>

namespace geometry {
  // A shape with an area.
  class Shape {
  public:
    virtual ~Shape() = default;

    /// Its area.
    virtual double area() const {
      return 0;
    }
  };

  template <typename T>
  T largest(const T &left, const T &right)
  {
    return left < right ? right : left;
  }
}

std::string geometry::Circle::name() const {
  return "circle";
}
