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
                InstanceType("ManagedObjectReference");
                ReferenceContent(name, reference);
                break;
            case IVimEnum member:
                Simple(name, value.GetType().Name, member.Value ?? throw Invalid(null, "is an empty enumeration value"));
                break;
            case DynamicData data:
                InstanceType(data.WireTypeName);
                ObjectContent(name, data);
                break;
            default:
                throw Invalid(null, $"has the type {value!.GetType()}, which vim25 doesn't know: give it a string, bool, int, long or another number, a DateTimeOffset, byte[], or an object of vim25");
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
