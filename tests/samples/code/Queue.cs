using System;

namespace Work
{
    /// <summary>Waits.</summary>
    [Serializable]
    public class Queue<T>
    {
        public int Count { get; }

        /// <summary>Adds.</summary>
        public void Enqueue(T item)
        {
            if (item == null)
            {
                throw new ArgumentNullException();
            }
        }
    }
}
