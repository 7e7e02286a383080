using System.Xml;

namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// What an answer may look like. Far above what servers send (the deepest known is a chain of snapshots, some three
/// hundred levels), and bounded all the same.
/// </summary>
internal static class AnswerLimits
{
    /// <summary>Levels of elements, the envelope's two included.</summary>
    internal const int MaxDepth = 512;

    /// <summary>Characters of one text.</summary>
    internal const int MaxTextLength = 16 * 1024 * 1024;

    /// <summary>Kilobytes of the HTTP headers together.</summary>
    internal const int MaxHeaderKilobytes = 64;

    internal static XmlDictionaryReaderQuotas Quotas() => new()
    {
        MaxDepth = MaxDepth,
        MaxStringContentLength = MaxTextLength,
        MaxArrayLength = MaxTextLength,
        MaxBytesPerRead = TagLength.Max,
        MaxNameTableCharCount = 1024 * 1024,
    };
}
