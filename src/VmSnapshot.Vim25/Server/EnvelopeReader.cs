using System.Runtime.InteropServices;
using System.Xml;
using VmSnapshot.Vim25.Transport;

namespace VmSnapshot.Vim25.Server;

/// <summary>Opens envelopes under the limits that answers have too.</summary>
internal static class EnvelopeReader
{
    /// <exception cref="XmlException">A tag in it is too long to be one.</exception>
    internal static XmlDictionaryReader Open(ReadOnlyMemory<byte> envelope)
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(envelope, out ArraySegment<byte> segment) ? segment : new ArraySegment<byte>(envelope.ToArray());
        if (bytes.Count > TagLength.Max)
        {
            using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            if (TagLength.IsExceeded(stream))
            {
                throw new XmlException("It has a tag of more than 64 KB.");
            }
        }

        return XmlDictionaryReader.CreateTextReader(bytes.Array!, bytes.Offset, bytes.Count, AnswerLimits.Quotas());
    }
}
