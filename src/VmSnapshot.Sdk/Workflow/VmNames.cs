using System.Globalization;
using System.Text.RegularExpressions;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>The names of the VMs that a request asks for.</summary>
internal static partial class VmNames
{
    private const int MaxCount = 500;

    public static IReadOnlyList<string> Expand(CreateVmRequest request, out List<ValidationFinding> findings)
    {
        findings = [];
        var name = request.Name ?? string.Empty;
        if (request.Count is < 1 or > MaxCount)
        {
            findings.Add(new(nameof(request.Count), $"{request.Count} VMs can't be made at once; 1 to {MaxCount} can."));
            return [];
        }

        if (request.Count > 1 && !Index().IsMatch(name))
        {
            findings.Add(new(nameof(request.Name), $"For {request.Count} VMs the name must contain {{index}} or {{index:000}}, or they would all be called alike."));
            return [];
        }

        var names = Enumerable.Range(1, request.Count)
            .Select(index => Index().Replace(name, match => index.ToString(new string('0', Math.Max(1, match.Groups[1].Length)), CultureInfo.InvariantCulture)))
            .ToList();
        findings.AddRange(NameRules.Check(nameof(request.Name), names[^1]));
        return names;
    }

    [GeneratedRegex(@"\{index(?::(0+))?\}")]
    private static partial Regex Index();
}
