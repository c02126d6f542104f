namespace Carewright.Sandbox.Tests;

/// <summary>Orders as a clinic sends them.</summary>
internal static class Orders
{
    public const string Patient = "PID|1||P-77^^^CLINIC^MR||Example77^Anna^^^^^L||19800214|F\r";

    public static string Orm(string number, string code, string control = "NW", string modes = "|", string controlId = "") =>
        $"MSH|^~\\&|CAREWRIGHT|CLINIC|LAB|SANDBOX|20260302090000+0000||ORM^O01^ORM_O01|{(controlId.Length > 0 ? controlId : $"C-{number}-{control}")}|P|2.5.1|||{modes}\r{Patient}"
        + $"PV1|1|O\rORC|{control}|{number}^CLINIC|||||||20260302085900+0000|||1234^Testwood^Paula\r" + Detail(number, code);

    public static string Oml(string number, string code, string modes = "|") =>
        $"MSH|^~\\&|CAREWRIGHT|CLINIC|LAB|SANDBOX|20260302090000+0000||OML^O21^OML_O21|C-{number}|P|2.5.1|||{modes}\r{Patient}"
        + $"ORC|NW|{number}^CLINIC||G-1^CLINIC|||||20260302085900+0000|||1234^Testwood^Paula\rTQ1|1||||||||S\r" + Detail(number, code)
        + "SPM|1|||BLD^^HL70487|||||||||||||20260302084500+0000\r"
        // A result of before, which is no order.
        + "PID|1||P-77^^^CLINIC^MR||Example77^Anna\rORC|RE|OLD-1^CLINIC\rOBR|1|OLD-1^CLINIC||2345-7^Glucose^LN\rOBX|1|NM|2345-7^Glucose^LN||90|mg/dL\r";

    private static string Detail(string number, string code) => $"OBR|1|{number}^CLINIC||{code}^As ordered^LN|||20260302084500+0000\r";
}
