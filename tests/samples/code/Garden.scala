package garden

/** What grows in a bed. */
trait Plant {
  def water(litres: Int): Unit
}

object Garden {
  // Waters them all.
  def waterAll(plants: Seq[Plant]): Unit = {
    plants.foreach(_.water(2))
  }
}
