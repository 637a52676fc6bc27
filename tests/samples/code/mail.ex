defmodule Mail do
  @moduledoc "Sends letters."

  # To everybody.
  def send_all(letters) do
    Enum.map(letters, &send_one/1)
  end

  @doc "One letter."
  defp send_one(letter) do
    letter
  end
end
