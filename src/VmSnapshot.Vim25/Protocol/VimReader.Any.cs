using System.Collections;
using System.Xml;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Values of xsd:anyType, which say their type on the wire.</summary>
internal sealed partial class VimReader
{
    private const string ArrayPrefix = "ArrayOf";

    internal object? Any()
    {
        if (IsNil())
        {
            Skip();
            return null;
        }

        return Typed();
    }

    private object? Typed() => InstanceType() switch
    {
        null => Untyped(null),
        (var name, true) => SchemaValue(name),
        ("ManagedObjectReference", _) => Reference(),
        (var name, _) when name.StartsWith(ArrayPrefix, StringComparison.Ordinal) => Array(name[ArrayPrefix.Length..]),
        (var name, _) => VimValue(name),
    };

    private object? SchemaValue(string name) => name switch
    {
        "boolean" => Boolean(),
        "byte" => Byte(),
        "short" or "unsignedByte" => Short(),
        "int" or "unsignedShort" => Int(),
        "long" or "unsignedInt" or "integer" => Long(),
        "float" => Float(),
        "double" or "decimal" => Double(),
        "dateTime" => DateTime(),
        "base64Binary" => Binary(),
        "anyType" => Untyped(null),
        _ => Text(),
    };

    private object? VimValue(string name)
    {
        if (VimTypeFactory.NewObject(name) is { } known)
        {
            Members(known);
            return known;
        }

        if (VimTypeFactory.NewEnum(name, "") is not null)
        {
            return VimTypeFactory.NewEnum(name, Enum() ?? "");
        }

        if (VimTypeTable.Contains(name))
        {
            DynamicData nearest = VimTypeFactory.NewNearest(name, "DynamicData");
            Members(nearest);
            return nearest;
        }

        return Untyped(name);
    }

    /// <summary>
    /// A value of a type that nothing is known of, told by its content: elements make an object, text makes a string
    /// (an enumeration of a later version, say).
    /// </summary>
    private object? Untyped(string? name)
    {
        if (IsNil())
        {
            Skip();
            return null;
        }

        if (xml.GetAttribute("type", "") is not null)
        {
            return Reference();
        }

        bool empty = xml.IsEmptyElement;
        xml.Read();
        if (empty)
        {
            return "";
        }

        var text = new System.Text.StringBuilder();
        DynamicData? data = null;
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            Step();
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    data ??= new DynamicData();
                    Skip();
                    continue;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(xml.Value);
                    break;
            }

            if (!xml.Read())
            {
                throw new FormatException("It ends in the middle of a value.");
            }
        }

        xml.Read();
        data?.KeepName(name ?? "DynamicData");
        return data ?? (object)text.ToString();
    }

    /// <summary>An item of an array whose type nothing is known of: an object, or the text of an enumeration.</summary>
    private object? Unknown(string itemType) => IsNil() || InstanceType() is null ? Untyped(itemType) : Any();

    private IList Array(string itemType)
    {
        IList list = itemType switch
        {
            "String" or "AnyURI" => new List<string>(),
            "Boolean" => new List<bool>(),
            "Byte" => new List<sbyte>(),
            "Short" => new List<short>(),
            "Int" => new List<int>(),
            "Long" => new List<long>(),
            "Float" => new List<float>(),
            "Double" => new List<double>(),
            "DateTime" => new List<DateTimeOffset>(),
            "Base64Binary" => new List<byte[]>(),
            "ManagedObjectReference" => new List<ManagedObjectReference>(),
            "AnyType" => new List<object>(),
            _ => VimTypeFactory.NewEnumList(itemType)
                ?? (VimTypeFactory.NewObject(itemType) is not null || VimTypeTable.Contains(itemType)
                    ? VimTypeFactory.NewNearest(itemType, "DynamicData").NewList()
                    : new List<object>()),
        };
        bool empty = xml.IsEmptyElement;
        xml.Read();
        if (empty)
        {
            return list;
        }

        while (xml.MoveToContent() != XmlNodeType.EndElement)
        {
            Step();
            if (xml.NodeType == XmlNodeType.Element)
            {
                AddItem(list, itemType);
            }
            else if (!xml.Read())
            {
                throw new FormatException("It ends in the middle of an array.");
            }
        }

        xml.Read();
        return list;
    }

    private void AddItem(IList list, string itemType)
    {
        object? item = list switch
        {
            List<string> => Text(),
            List<bool> => Boolean(),
            List<sbyte> => Byte(),
            List<short> => Short(),
            List<int> => Int(),
            List<long> => Long(),
            List<float> => Float(),
            List<double> => Double(),
            List<DateTimeOffset> => DateTime(),
            List<byte[]> => Binary(),
            List<ManagedObjectReference> => Reference(),
            List<object> => itemType == "AnyType" ? Any() : Unknown(itemType),
            IReadOnlyList<DynamicData> => Object<DynamicData>(itemType),
            _ => VimTypeFactory.NewEnum(itemType, Enum() ?? ""),
        };
        if (item is null)
        {
            return;
        }

        try
        {
            list.Add(item);
        }
        catch (ArgumentException wrongType)
        {
            throw new FormatException($"It has a {(item as DynamicData)?.WireTypeName ?? item.GetType().Name} in an array of {itemType}.", wrongType);
        }
    }
}
