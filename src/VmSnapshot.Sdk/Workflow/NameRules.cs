namespace VmSnapshot.Sdk.Workflow;

/// <summary>What vCenter takes as the name of a VM, and so what a snapshot may be called.</summary>
internal static class NameRules
{
    public static IEnumerable<ValidationFinding> Check(string property, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            yield return new(property, "The name must not be empty.");
        }
        else if (name.Length > OperationIdentity.MaxNameLength)
        {
            yield return new(property, $"The name has {name.Length} characters; vCenter takes {OperationIdentity.MaxNameLength}.");
        }
        else if (name.Any(char.IsControl))
        {
            yield return new(property, "The name contains control characters.");
        }
        else if (name != name.Trim())
        {
            yield return new(property, "The name begins or ends with a space.");
        }
    }
}
