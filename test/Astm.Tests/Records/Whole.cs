using Carewright.Astm.Records;

namespace Carewright.Astm.Tests.Records;

/// <summary>Asks a message for everything that it has.</summary>
internal static class Whole
{
    internal static void Read(AstmMessage message)
    {
        foreach (var record in message.Records())
        {
            for (var field = 0; field <= record.FieldCount + 1; field++)
                Read(record[field]);
            Assert.True(record.Parent is null == (record.Place == 0));
            Assert.All(record.Children(), child => Assert.Equal(record, child.Parent!.Value));
        }
        _ = message.Header.ToString() + message.Terminator?.Code;
        Assert.All(message.Patients(), patient => Assert.NotNull(patient.LastName + patient.Birthdate + patient.Orders().Count()));
        Assert.All(message.Orders(), order => Assert.NotNull(order.SpecimenId + order.Ordered + order.Collected + order.Received + order.Reported + string.Concat(order.Tests().Select(test => test.Code))));
        Assert.All(message.Results(), result => Assert.NotNull(result.Test.Code + result.Started + result.Completed + result.Value.Text + string.Concat(result.AbnormalFlags())));
        Assert.All(message.Queries(), query => Assert.NotNull(query.SpecimenId + query.From + query.To));
    }

    private static void Read(AstmValue value)
    {
        Assert.Equal(value.IsEmpty, value.Repeats == 0);
        foreach (var repeat in value.Divide())
            for (var component = 1; component <= repeat.Components; component++)
                _ = repeat.Component(component).Text;
        _ = value.Text;
    }
}
