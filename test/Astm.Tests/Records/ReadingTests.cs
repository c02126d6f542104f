using Carewright.Astm.Records;

namespace Carewright.Astm.Tests.Records;

public sealed class ReadingTests
{
    [Fact]
    public void A_header_says_who_sends_what_and_when()
    {
        var message = Samples.Message(Samples.Chemistry);
        var header = message.Header;
        Assert.Equal(("C-1001", "CAREWRIGHT", "P", "LIS2-A2"), (header.ControlId, header.Receiver, header.ProcessingId, header.Version));
        Assert.Equal(("ChemOne", "2.4", "SN-0001"), (header.Sender.Component(1).Text, header.Sender.Component(2).Text, header.Sender.Component(3).Text));
        Assert.Equal(new DateTime(2026, 1, 5, 10, 15, 0), header.Time!.Value.Local);
        Assert.Equal("\\^&", message[0][2].Text);
        Assert.Equal(AstmDelimiters.Standard, message.Delimiters);
        Assert.Equal(TerminationCode.Normal, message.Terminator!.Value.Code);
        Assert.Empty(message.Leniencies);
    }

    [Fact]
    public void A_patient_has_ids_name_birthdate_and_sex()
    {
        var patient = Assert.Single(Samples.Message(Samples.Chemistry).Patients());
        Assert.Equal(("PR-17", "LAB-9", "N-3"), (patient.PracticeId, patient.LaboratoryId, patient.ThirdId));
        Assert.Equal(("Muster", "Anna", "M"), (patient.LastName, patient.FirstName, patient.Name.Component(3).Text));
        Assert.Equal((new DateOnly(1980, 2, 29), "F", "W1", "D-1"), (patient.Birthdate!.Value.Date!.Value, patient.Sex, patient.Location, patient.AttendingPhysician.Component(1).Text));
    }

    [Fact]
    public void An_order_has_its_specimen_and_its_tests()
    {
        var order = Samples.Message(Samples.Chemistry).Orders().First();
        Assert.Equal(("TUBE-0001", "40", "SAMPLE", "R"), (order.SpecimenId, order.InstrumentSpecimenId, order.InstrumentSpecimen.Component(5).Text, order.Priority));
        Assert.Equal(["GLU", "NA", "K"], order.Tests().Select(test => test.Code));
        Assert.Equal(("A", "SERUM", "D-1", "F"), (order.ActionCode, order.SpecimenDescriptor.Text, order.OrderingPhysician.Text, order.ReportType));
        Assert.Equal(("20260105090000", "20260105091500"), (order.Ordered.ToString(), order.Collected.ToString()));
        Assert.Equal("Muster", order.Patient!.Value.LastName);
    }

    [Fact]
    public void A_result_has_its_value_and_what_is_known_of_it()
    {
        var results = Samples.Message(Samples.Chemistry).Results().ToList();
        var first = results[0];
        Assert.Equal(("GLU", "5.4", "mmol/L", "3.9 to 5.8", "F"), (first.Test.Code, first.Value.Text, first.Units, first.ReferenceRange.Component(1).Text, first.Status));
        Assert.Equal(("op1", "chief", "M-1"), (first.Operator.Component(1).Text, first.Operator.Component(2).Text, first.InstrumentId));
        Assert.Equal(("20260105100000", "20260105101000"), (first.Started.ToString(), first.Completed.ToString()));
        Assert.Equal(["L", "A"], results[1].AbnormalFlags());
        Assert.Equal("TUBE-0002", results[2].Order!.Value.SpecimenId);
    }

    [Fact]
    public void Records_belong_to_those_that_they_stand_under()
    {
        var message = Samples.Message(Samples.Chemistry);
        var orders = message.Patients().Single().Orders().ToList();
        Assert.Equal([2, 1], orders.Select(order => order.Results().Count()));
        var glucose = orders[0].Results().First();
        Assert.Equal("Slight haemolysis", glucose.Record.Comments().Single().Comment.Component(2).Text);
        Assert.Equal("LOT-5", glucose.Record.Children('M').Single()[4].Text);
        Assert.Equal(["first", "second"], orders[1].Results().Single().Record.Comments().Select(comment => comment.Comment.Text));
        Assert.Equal([-1, 0, 1, 2, 3, 3, 2, 1, 7, 8, 8, 0], message.Records().Select(record => record.Parent?.Place ?? -1));
    }

    [Fact]
    public void A_test_whose_code_is_not_where_the_standard_has_it_is_found()
    {
        var message = Samples.Message(Samples.Haematology);
        Assert.Equal(["WBC", "RBC", "PLT"], message.Results().Select(result => result.Test.Code));
        Assert.Equal("TUBE-77", message.Orders().Single().InstrumentSpecimen.Component(3).Text.Trim());
        Assert.Equal("P100", message.Patients().Single().ThirdId);
    }

    [Fact]
    public void A_query_names_the_specimen_and_the_tests()
    {
        var query = Samples.Message(Samples.Query).Queries().Single();
        Assert.Equal(("", "TUBE-77", "O", false), (query.PatientId, query.SpecimenId, query.Status, query.IsCancellation));
        Assert.Equal("ALL", query.Tests().Single().Code);
        Assert.True(query.Ending.IsEmpty);
    }

    [Fact]
    public void Declared_delimiters_are_those_that_divide()
    {
        var message = Samples.Message("H!~*%!C1!!Chem*2\rP!1!A|B!!!Muster*Anna\rO!1!T1!!***GLU~***NA\rL!1!N");
        Assert.Equal(("Chem", "A|B", "Anna"), (message.Header.Sender.Component(1).Text, message.Patients().Single().PracticeId, message.Patients().Single().FirstName));
        Assert.Equal(["GLU", "NA"], message.Orders().Single().Tests().Select(test => test.Code));
    }

    [Theory]
    [InlineData("Smith &F& Sons", "Smith | Sons")]
    [InlineData("a&S&b&R&c&E&d", "a^b\\c&d")]
    [InlineData("&X41&&X4243&", "ABC")]
    [InlineData("&H&loud&N&", "loud")]
    [InlineData("&Zab&", "&Zab&")]
    [InlineData("salt & pepper", "salt & pepper")]
    [InlineData("a & b &F& c", "a & b | c")]
    [InlineData("&X4&", "&X4&")]
    [InlineData("&", "&")]
    public void Escape_sequences_are_resolved_and_what_is_none_stays(string raw, string text) =>
        Assert.Equal(text, Samples.Message($"H|\\^&\rC|1|I|{raw}\rL|1|N")[1][4].Text);

    [Theory]
    [InlineData(AstmCharset.Latin1, "\u00C3\u00A9")]
    [InlineData(AstmCharset.Utf8, "\u00E9")]
    public void Bytes_beyond_ASCII_are_what_was_agreed_on(AstmCharset charset, string text)
    {
        var message = AstmMessage.Parse(System.Text.Encoding.UTF8.GetBytes("H|\\^&\rP|1||||\u00E9\rL|1|N\r"), new ReadOptions(charset));
        Assert.Equal(text, message.Patients().Single().LastName);
        Assert.Empty(message.Leniencies);
    }

    [Theory]
    [InlineData("", "ASTM-NO-HEADER", "byte 0")]
    [InlineData("P|1\rL|1|N\r", "ASTM-NO-HEADER", "byte 0")]
    [InlineData("H", "ASTM-FIELD-DELIMITER", "H-1")]
    [InlineData("HA", "ASTM-FIELD-DELIMITER", "H-1")]
    [InlineData("H|\\^&\rL|1|N\rH|\\^&\rL|1|N\r", "ASTM-SEVERAL", "record 3")]
    [InlineData("H|\\^&\rP|1\rP|2\rP|3\r", "ASTM-TOO-MANY", "record 4")]
    [InlineData("H|\\^&|a comment that is too long for the limit that this test sets\r", "ASTM-TOO-LONG", "byte 0")]
    public void What_is_no_message_is_a_fault_with_its_place(string text, string code, string location)
    {
        var result = AstmMessage.Read(System.Text.Encoding.Latin1.GetBytes(text), new ReadOptions(Bytes: 50, Records: 3));
        Assert.Null(result.Message);
        Assert.Equal((code, location, true), (result.Fault!.Code, result.Fault.Location, result.Fault.IsError));
    }

    [Theory]
    [InlineData("20260105101500", "20260105101500", AstmTimePrecision.Second)]
    [InlineData("202601051015", "202601051015", AstmTimePrecision.Minute)]
    [InlineData("20260105", "20260105", AstmTimePrecision.Day)]
    [InlineData("2026", "2026", AstmTimePrecision.Year)]
    [InlineData("20260105101500.25", "20260105101500", AstmTimePrecision.Second)]
    [InlineData("20260105101500+0230", "20260105101500+0230", AstmTimePrecision.Second)]
    [InlineData("20260105101500-0500", "20260105101500-0500", AstmTimePrecision.Second)]
    public void A_time_is_as_precise_as_it_was_given(string text, string written, AstmTimePrecision precision)
    {
        var time = AstmTime.Read(text)!.Value;
        Assert.Equal((written, precision), (time.ToString(), time.Precision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20260230")]
    [InlineData("44^Y")]
    [InlineData("2026010")]
    [InlineData("20260105101500+9")]
    [InlineData("20260105101500+0161")]
    public void What_is_no_time_is_none(string text) => Assert.Null(AstmTime.Read(text));

    [Fact]
    public void Several_messages_are_divided_where_headers_stand()
    {
        var both = Samples.Bytes(Samples.Chemistry).Concat(Samples.Bytes(Samples.Query, "\r\n")).ToArray();
        var messages = MessageDivider.Divide(both);
        Assert.Equal([Samples.Bytes(Samples.Chemistry), Samples.Bytes(Samples.Query, "\r\n")], messages.Select(message => message.ToArray()));
        Assert.Equal("no header", Samples.Text(Assert.Single(MessageDivider.Divide("no header"u8.ToArray()))));
    }
}
