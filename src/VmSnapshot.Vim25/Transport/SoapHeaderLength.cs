using System.Buffers;
using System.Xml;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// Finds answers whose SOAP header is longer than any server's. WCF takes the header apart, at twenty times its size,
/// before anything of ours sees the message.
/// </summary>
internal static class SoapHeaderLength
{
    /// <summary>Bytes up to the body.</summary>
    internal const int Max = 256 * 1024;

    /// <summary>In an answer of this size a header can do no harm.</summary>
    private const int Harmless = 1024 * 1024;

    /// <summary>Whether a long answer has no body where it should begin.</summary>
    /// <param name="answer">A buffered answer. It is rewound at the end.</param>
    internal static bool IsExceeded(Stream answer)
    {
        if (answer.Length <= Harmless)
        {
            return false;
        }

        byte[] start = ArrayPool<byte>.Shared.Rent(Max);
        try
        {
            int length = answer.ReadAtLeast(start.AsSpan(0, Max), Max, throwOnEndOfStream: false);
            using XmlDictionaryReader xml = XmlDictionaryReader.CreateTextReader(start, 0, length, AnswerLimits.Quotas());
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.Depth == 1 && xml.LocalName == "Body" && xml.NamespaceURI == VimNamespaces.Soap)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception failure) when (failure is XmlException or ArgumentException or IndexOutOfRangeException)
        {
            // The piece ends inside the header, or is malformed.
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(start);
            answer.Position = 0;
        }
    }
}
