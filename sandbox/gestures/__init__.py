"""What people do: each gesture is sent to the app, and what the app answers is done to what people see."""
