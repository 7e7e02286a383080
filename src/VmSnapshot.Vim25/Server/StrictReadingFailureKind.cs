namespace VmSnapshot.Vim25.Server;

/// <summary>How a message departs from its schema.</summary>
public enum StrictReadingFailureKind
{
    /// <summary>An element that the type doesn't have.</summary>
    UnknownElement,

    /// <summary>Elements in another order than the schema's, or one more often than it may stand.</summary>
    WrongOrder,

    /// <summary>A required element isn't there.</summary>
    MissingElement,

    /// <summary>A member or a type that came with a later version than the one spoken.</summary>
    TooNew,

    /// <summary>An <c>xsi:type</c> that vim25 doesn't have.</summary>
    UnknownType,

    /// <summary>An element without a value, where it should have one or not be there.</summary>
    EmptyElement,
}
