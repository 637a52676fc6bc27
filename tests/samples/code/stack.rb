# frozen_string_literal: true

module Things
  # Last in, first out.
  class Stack
    attr_reader :items

    def initialize
      @items = []
    end

    def empty? = items.empty?

    # Takes the last.
    def pop
      items.each do |item|
        puts item
      end
      items.pop
    rescue StandardError
      nil
    end
  end
end
