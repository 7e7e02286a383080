using System.Collections;
using System.Globalization;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Values of xsd:anyType, which say their type on the wire.</summary>
internal sealed partial class VimWriter
{
    internal void Any(string name, object? value, bool required = false)
    {
        if (!Present(name, value, required))
        {
            return;
        }

        if (value is DynamicData given)
        {
            value = Known(name, given);
            if (value is null)
            {
                return;
            }
        }

        Open(name);
        switch (value)
        {
            case string text:
                Simple(name, "xsd:string", text);
                break;
            case bool flag:
                Simple(name, "xsd:boolean", XmlBoolean(flag));
                break;
            case sbyte or short or int or long:
                Simple(name, IntegerType(value), ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case float number:
                Simple(name, "xsd:float", System.Xml.XmlConvert.ToString(number));
                break;
            case double number:
                Simple(name, "xsd:double", System.Xml.XmlConvert.ToString(number));
                break;
            case DateTimeOffset time:
                Simple(name, "xsd:dateTime", VimDateTime.Write(time));
                break;
            case byte[] bytes:
                Simple(name, "xsd:base64Binary", Convert.ToBase64String(bytes));
                break;
            case ManagedObjectReference reference:
                ReferenceContent(name, reference, saysInstanceType: true);
                break;
            case IVimEnum member:
                Simple(name, value.GetType().Name, member.Value ?? throw Invalid(null, "is an empty enumeration value"));
                break;
            case DynamicData data:
                InstanceType(data.WireTypeName);
                ObjectContent(name, data);
                break;
            case IList list when ArrayType.Of(list.GetType()) is { } type:
                Array(name, type, list);
                break;
            default:
                throw Invalid(null, $"has the type {value!.GetType()}, which vim25 doesn't know: give it a string, bool, int, long or another number, a DateTimeOffset, byte[], or an object of vim25");
        }
    }

    /// <summary>An array: an element of the items' type for each of them.</summary>
    private void Array(string name, ArrayType type, IList items)
    {
        InstanceType(type.Name);
        _text.Append('>');
        foreach (object? item in items)
        {
            switch (item)
            {
                case null:
                    break;
                case not null when type.ItemName == ArrayType.AnyItem || mode == WritingMode.LeavingOut:
                    // In vCenter's answers each item of an array says its type, even where it is that of the array.
                    Any(type.ItemName, item);
                    break;
                case DynamicData data:
                    Object(type.ItemName, type.ItemName, data);
                    break;
                case ManagedObjectReference reference:
                    Reference(type.ItemName, reference);
                    break;
                case IVimEnum member:
                    Text(type.ItemName, member.Value);
                    break;
                default:
                    Item(type, item);
                    break;
            }
        }

        Close(name);
    }

    private void Item(ArrayType type, object item)
    {
        switch (item)
        {
            case string text:
                Text(type.ItemName, text);
                break;
            case bool flag:
                Boolean(type.ItemName, flag);
                break;
            case float number:
                Float(type.ItemName, number);
                break;
            case double number:
                Double(type.ItemName, number);
                break;
            case DateTimeOffset time:
                DateTime(type.ItemName, time);
                break;
            case byte[] bytes:
                Binary(type.ItemName, bytes);
                break;
            default:
                Plain(type.ItemName, ((IFormattable)item).ToString(null, CultureInfo.InvariantCulture));
                break;
        }
    }

    // The prefix is the one that the envelope declares; some servers compare the text instead of resolving it.
    private void Simple(string name, string type, string value)
    {
        InstanceType(type);
        _text.Append('>');
        Escaped(value);
        Close(name);
    }

    private static string IntegerType(object value) => value switch
    {
        sbyte => "xsd:byte",
        short => "xsd:short",
        int => "xsd:int",
        _ => "xsd:long",
    };
}
