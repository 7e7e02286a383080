namespace VmSnapshot.Sdk.VSphere;

/// <summary>A vCenter login.</summary>
/// <param name="UserName">For example <c>portal@vsphere.local</c>.</param>
/// <param name="Password">The password; it never appears in <see cref="ToString"/>.</param>
public sealed record VSphereCredential(string UserName, string Password)
{
    /// <summary>The user name alone.</summary>
    public override string ToString() => UserName;
}
