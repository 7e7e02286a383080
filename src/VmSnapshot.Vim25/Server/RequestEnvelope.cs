using System.ServiceModel;
using System.Xml;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25.Server;

/// <summary>Takes the envelope of a request apart, leniently: by namespaces and names, past what isn't known.</summary>
internal static class RequestEnvelope
{
    /// <exception cref="VimFaultException">It can't be read, or asks for an operation that there is no request type for.</exception>
    internal static VimRequestType Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            using XmlDictionaryReader xml = EnvelopeReader.Open(envelope);
            MoveToOperation(xml);
            string operation = xml.LocalName;
            var reader = new VimReader(xml, ReadBudget.For(envelope.Length, CancellationToken.None));
            if (xml.NamespaceURI != VimNamespaces.Vim)
            {
                throw new FormatException($"'{operation}' is of the namespace '{xml.NamespaceURI}', not of {VimNamespaces.Vim}.");
            }

            if (VimRequestFactory.New(operation) is not { } request)
            {
                // As much of it as any request has.
                var receiver = new CurrentTimeRequestType();
                reader.Members(receiver);
                throw RequestFault.MethodNotFound(receiver.This, operation);
            }

            reader.Members(request);
            while (xml.Read())
            {
                // To the end: half an envelope isn't taken for a whole one.
                reader.Step();
            }

            return request.This is not null ? request : throw new FormatException($"{operation} doesn't say which object it is for.");
        }
        catch (Exception failure) when (failure is XmlException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or QuotaExceededException)
        {
            throw RequestFault.InvalidRequest($"The request can't be read: {failure.Message}");
        }
    }

    /// <summary>Goes to the first element in the body.</summary>
    private static void MoveToOperation(XmlReader xml)
    {
        Enter(xml, "Envelope");
        while (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Header" && xml.NamespaceURI == VimNamespaces.Soap)
        {
            xml.Skip();
            xml.MoveToContent();
        }

        Enter(xml, "Body");
        if (xml.NodeType != XmlNodeType.Element)
        {
            throw new FormatException("Its body is empty.");
        }
    }

    private static void Enter(XmlReader xml, string name)
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != name || xml.NamespaceURI != VimNamespaces.Soap || xml.IsEmptyElement)
        {
            throw new FormatException($"It has no SOAP 1.1 {name} where one should stand.");
        }

        xml.Read();
        xml.MoveToContent();
    }
}
