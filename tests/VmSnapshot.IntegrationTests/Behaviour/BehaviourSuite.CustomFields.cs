using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Custom attributes.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_custom_field_is_defined() => CaseAsync("cost-centre; VirtualMachine; listed", async s =>
    {
        CustomFieldDef field = await s.Client.AddCustomFieldDefAsync(s.Content.CustomFieldsManager!, "cost-centre", "VirtualMachine", cancellationToken: Stop);
        var fields = await s.ReadAsync<IReadOnlyList<CustomFieldDef>>(s.Content.CustomFieldsManager!, "field");
        return Lines(field.Name, field.ManagedObjectType, fields.Any(found => found.Key == field.Key) ? "listed" : "not listed");
    });

    [Fact]
    public Task A_custom_field_of_a_name_that_is_taken_is_refused() => CaseAsync("DuplicateName", async s =>
    {
        await s.Client.AddCustomFieldDefAsync(s.Content.CustomFieldsManager!, "twice", "VirtualMachine", cancellationToken: Stop);
        return await EndOfAsync(() => s.Client.AddCustomFieldDefAsync(s.Content.CustomFieldsManager!, "twice", "VirtualMachine", cancellationToken: Stop));
    });

    [Fact]
    public Task A_custom_value_is_set_and_set_again() => CaseAsync("one; two; two", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("field-value");
        CustomFieldDef field = await s.Client.AddCustomFieldDefAsync(s.Content.CustomFieldsManager!, "tier", "VirtualMachine", cancellationToken: Stop);
        await s.Client.SetFieldAsync(s.Content.CustomFieldsManager!, vm, field.Key, "one", Stop);
        string first = await ValuesAsync("customValue");
        await s.Client.SetFieldAsync(s.Content.CustomFieldsManager!, vm, field.Key, "two", Stop);
        return Lines(first, await ValuesAsync("customValue"), await ValuesAsync("value"));

        async Task<string> ValuesAsync(string property) => await s.ReadAsync(vm, property) is IReadOnlyList<CustomFieldValue> values
            ? string.Join(", ", values.OfType<CustomFieldStringValue>().Where(value => value.Key == field.Key).Select(value => value.Value))
            : "none";
    });

    [Fact]
    public Task A_value_of_an_unknown_field_is_refused() => CaseAsync("InvalidArgument", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("field-unknown");
        return await EndOfAsync(() => s.Client.SetFieldAsync(s.Content.CustomFieldsManager!, vm, 99999, "value", Stop));
    });
}
