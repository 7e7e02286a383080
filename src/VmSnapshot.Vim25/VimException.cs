namespace VmSnapshot.Vim25;

/// <summary>The base of what a call to a vim25 server ends with when it doesn't succeed.</summary>
public class VimException : Exception
{
    /// <summary>Makes an exception without a text of its own.</summary>
    public VimException()
    {
    }

    /// <summary>Makes an exception with a text.</summary>
    /// <param name="message">What happened.</param>
    public VimException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a text and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What caused it.</param>
    public VimException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
