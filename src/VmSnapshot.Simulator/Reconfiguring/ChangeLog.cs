using System.Globalization;
using System.Text;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>What a reconfigure changes, in the form of VmReconfiguredEvent's <c>configChanges</c>: values before and after.</summary>
internal sealed class ChangeLog
{
    private StringBuilder? _modified;
    private StringBuilder? _added;
    private StringBuilder? _deleted;

    internal bool IsEmpty => (_modified ?? _added ?? _deleted) is null;

    /// <summary>The wanted value, if there is one and it differs, as a modification; else what is there.</summary>
    internal T? Choose<T>(string path, T? current, T? wanted)
        where T : struct
    {
        if (wanted is null || EqualityComparer<T?>.Default.Equals(current, wanted))
        {
            return current;
        }

        Modified(path, current, wanted);
        return wanted;
    }

    /// <inheritdoc cref="Choose{T}(string, T?, T?)"/>
    internal string? Choose(string path, string? current, string? wanted)
    {
        if (wanted is null || (current ?? "") == wanted)
        {
            return current;
        }

        Modified(path, current, wanted);
        return wanted;
    }

    /// <summary>The wanted object, if there is one, as a modification: its members aren't compared.</summary>
    internal T? Replace<T>(string path, T? current, T? wanted)
        where T : DynamicData
    {
        if (wanted is null)
        {
            return current;
        }

        Modified(path, current?.WireTypeName, wanted.WireTypeName);
        return wanted;
    }

    internal void Modified(string path, object? before, object? after)
        => (_modified ??= new StringBuilder()).Append(CultureInfo.InvariantCulture, $"{path}: {Text(before)} -> {Text(after)}; \n\n");

    internal void Added(string path, object? value) => (_added ??= new StringBuilder()).Append(CultureInfo.InvariantCulture, $"{path}: {Text(value)}; \n\n");

    internal void Deleted(string path, object? value) => (_deleted ??= new StringBuilder()).Append(CultureInfo.InvariantCulture, $"{path}: {Text(value)}; \n\n");

    internal ChangesInfoEventArgument ToArgument() => new()
    {
        Modified = _modified?.ToString() ?? "",
        Added = _added?.ToString() ?? "",
        Deleted = _deleted?.ToString() ?? "",
    };

    private static string Text(object? value) => value switch
    {
        null => "<unset>",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
